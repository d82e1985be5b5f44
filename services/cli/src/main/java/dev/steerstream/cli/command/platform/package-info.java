/** The installation itself: {@code up}, {@code down}, {@code status}, {@code logs}, {@code open}, {@code doctor}, {@code demo}, contexts and completion. */
package dev.steerstream.cli.command.platform;
