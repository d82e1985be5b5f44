/**
 * The one door for HTTP clients. It checks what comes in, writes what is asked for to Postgres and, by the outbox, to the topics, and reads lists
 * and results from Postgres. It trains nothing, decodes nothing and decides nothing about a task: the stages behind the topics do.
 */
package dev.steerstream.gateway;
