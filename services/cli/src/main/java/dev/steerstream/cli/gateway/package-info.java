/** A client of the gateway's HTTP interface: requests, answers as JSON trees, problems as exceptions. */
package dev.steerstream.cli.gateway;
