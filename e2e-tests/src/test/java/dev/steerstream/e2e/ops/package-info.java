/** Holds what operators apply (compose file, image recipe, topic definitions) against what the services really are. Starts no services. */
package dev.steerstream.e2e.ops;
