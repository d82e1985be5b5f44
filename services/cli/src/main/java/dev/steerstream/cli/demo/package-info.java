/**
 * The guided demo: the whole flow on a task that a company really has, through the gateway, as any client could do it.
 * What it prints was measured in that run.
 */
package dev.steerstream.cli.demo;
