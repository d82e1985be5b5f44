/** Several installations under names: where each gateway is, and with which key and tenant it is asked. One file, readable by its owner only. */
package dev.steerstream.cli.context;
