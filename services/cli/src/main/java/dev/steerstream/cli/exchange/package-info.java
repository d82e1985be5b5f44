/** The folder of an exported profile on this machine: written whole, checked before it is sent. */
package dev.steerstream.cli.exchange;
