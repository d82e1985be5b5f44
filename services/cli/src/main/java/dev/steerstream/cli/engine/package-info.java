/** The engine without a platform, in this process: log-probabilities of given completions here, answers and measurements in rooms of their own. */
package dev.steerstream.cli.engine;
