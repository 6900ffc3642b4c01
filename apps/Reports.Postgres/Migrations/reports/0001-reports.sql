create table reports.position (
    partition integer primary key,
    next_offset bigint not null
);
comment on table reports.position is 'Up to where report.events is in these tables; written in one transaction with what it brought.';

create table reports.event (
    partition integer not null,
    "offset" bigint not null,
    event_id text not null,
    report_id uuid not null,
    type text not null,
    source text not null,
    at timestamptz not null,
    value json not null,
    primary key (partition, "offset")
);
comment on table reports.event is 'Every event of every report as it stands in the log, a CloudEvent each.';
create index event_of_report on reports.event (report_id, partition, "offset");

create table reports.report (
    report_id uuid primary key,
    kind text not null,
    title text not null,
    parameters json not null,
    state text not null,
    progress integer not null,
    requested_by text not null,
    requested_at timestamptz not null,
    changed_at timestamptz not null,
    changes integer not null,
    order_version integer not null,
    approver_role text,
    reason text,
    document_bytes bigint,
    expires_at timestamptz,
    mail text not null,
    popup_sent boolean not null
);
comment on table reports.report is 'Every report as its events have made it. Kept by Homing: do not write here.';
create index report_by_time on reports.report (requested_at);
create index report_by_state on reports.report (state);
