/** The database's schema as Flyway migrations, and the one place that applies them. No queries live here. */
package dev.steerstream.migrations;
