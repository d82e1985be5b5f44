/** A job is followed until it ends, with bars, over restarts of either side; the job goes on where nobody looks. */
package dev.steerstream.cli.command.follow;
