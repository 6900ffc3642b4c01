create extension if not exists postgis;

create table parking.lot (
    lot_id text primary key
        constraint lot_id_has_1_to_64_letters check (length(lot_id) between 1 and 64 and lot_id = btrim(lot_id)),
    name text not null
        constraint name_is_not_empty check (btrim(name) <> ''),
    place geography(point, 4326) not null
        constraint place_is_near_istanbul check (
            st_y(place::geometry) between 40.5 and 41.9 and st_x(place::geometry) between 27.5 and 30.0),
    capacity integer not null
        constraint capacity_is_1_to_100000 check (capacity between 1 and 100000),
    park_type text not null
        constraint park_type_is_known check (park_type in (
            'YOL ÜSTÜ', 'AÇIK OTOPARK', 'KAPALI OTOPARK', 'TAKSİ PARK', 'MİNİBÜS PARK',
            'on_street', 'open', 'covered', 'taxi', 'minibus')),
    work_hours text not null default ''
        constraint work_hours_are_empty_or_24_saat_or_from_to check (
            work_hours ~* '^(24 saat|([01]?[0-9]|2[0-3]):[0-5][0-9] *- *(([01]?[0-9]|2[0-3]):[0-5][0-9]|24:00))?$'),
    district text not null default '',
    address text not null default '',
    free_minutes integer not null default 0
        constraint free_minutes_are_less_than_a_day check (free_minutes between 0 and 1439),
    tariff text not null default ''
);

comment on table parking.lot is 'The car parks. The search takes up every change within moments of its commit.';
comment on column parking.lot.place is 'st_point(lng, lat): longitude first';
comment on column parking.lot.work_hours is '24 Saat, or from-to such as 08:00-19:00, in the time of İstanbul; empty where not known';
comment on column parking.lot.tariff is 'bands such as 0-1 Saat : 10,00;1-2 Saat : 14,00;Tam Gün : 25,00; no price is shown where it cannot be read';

create index lot_place on parking.lot using gist (place);

-- One row, once the lots of the shipped file were put in: so that lots which are deleted later stay deleted.
create table parking.filled (
    once boolean primary key default true check (once),
    source text not null,
    lots integer not null,
    at timestamptz not null default now()
);

create function parking.tell_of_lots() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
    perform pg_notify('parking_lot', '');
    return null;
end
$$;

create trigger tell_of_lots after insert or update or delete or truncate on parking.lot
    for each statement execute function parking.tell_of_lots();
