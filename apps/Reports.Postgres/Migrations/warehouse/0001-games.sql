create table warehouse.game_sales (
    nth integer primary key,
    name text not null
        constraint name_is_not_empty check (btrim(name) <> ''),
    platform text not null,
    year integer not null
        constraint year_is_1980_to_2016 check (year between 1980 and 2016),
    genre text not null,
    publisher text
        constraint publisher_is_null_where_not_known check (btrim(publisher) <> ''),
    north_america numeric not null
        constraint sales_are_not_negative check (
            least(north_america, europe, japan, elsewhere, world) >= 0),
    europe numeric not null,
    japan numeric not null,
    elsewhere numeric not null,
    world numeric not null,
    user_score numeric
        constraint user_score_is_0_to_10 check (user_score between 0 and 10),
    user_count integer
        constraint user_count_is_at_least_1 check (user_count > 0),
    constraint reviews_have_score_and_count check ((user_score is null) = (user_count is null)),
    constraint game_is_there_once unique (name, platform, year)
);

comment on table warehouse.game_sales is 'Games by platform; copies sold in millions. Reports that are made from now on use what stands here.';
comment on column warehouse.game_sales.nth is 'the order of the data: it decides between games that are otherwise alike';

create index game_sales_year on warehouse.game_sales (year);
create index game_sales_publisher on warehouse.game_sales (publisher);

-- One row, once the file was put in.
create table warehouse.loaded (
    once boolean primary key default true check (once),
    source text not null,
    rows_read integer not null,
    at timestamptz not null default now()
);

create table warehouse.left_out (
    nth integer primary key,
    why text not null,
    rows integer not null
);
