/** Answers from a model in this process: what is asked, how it is decoded, and what came of it. How it is printed is the command's. */
package dev.steerstream.cli.engine.generation;
