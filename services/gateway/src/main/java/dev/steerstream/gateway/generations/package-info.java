/** Generation requests: accepted with one row and one message in one transaction, read, cancelled and, past their deadline, expired. */
package dev.steerstream.gateway.generations;
