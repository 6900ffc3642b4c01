-- What docs/operations/postgres.md says to set up, for psql as the superuser. HOMING_PASSWORD is the user's password.
\getenv password HOMING_PASSWORD
create role homing login password :'password';
create database homing owner homing encoding 'UTF8' template template0;
\connect homing
create extension postgis;
