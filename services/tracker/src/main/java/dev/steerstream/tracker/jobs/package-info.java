/** The pages of jobs: every adaptation with the work behind it, how its warm start went, and the forms that cancel it or start it again. */
package dev.steerstream.tracker.jobs;
