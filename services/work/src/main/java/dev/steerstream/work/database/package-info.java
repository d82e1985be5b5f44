/** How the services reach PostgreSQL: Jdbi on a given DataSource, and the check of the schema's version. No queries of a room live here. */
package dev.steerstream.work.database;
