-- How many players a session may have at a time; null for the default of the nodes.
alter table sessions add column max_players int;
