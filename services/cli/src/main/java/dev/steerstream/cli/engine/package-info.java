/** The engine without a platform: log-probabilities of given completions, in this process. */
package dev.steerstream.cli.engine;
