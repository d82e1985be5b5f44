/** The door to the installation's consumer and share groups, for its operators. */
package dev.steerstream.gateway.groups;
