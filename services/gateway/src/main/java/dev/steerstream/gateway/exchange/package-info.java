/** The door for steering profiles that leave for, or come from, another installation. */
package dev.steerstream.gateway.exchange;
