/** The pages of tasks: the list, and one task with its versions, its ramp and the forms that command it. */
package dev.steerstream.tracker.tasks;
