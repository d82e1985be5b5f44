/**
 * Held-out quality against warm-start steps, for warm and every rule: how many steps steering saves. What is done is kept in a folder, and
 * a run goes on behind it. Not here: one adapter's evaluation.
 */
package dev.steerstream.evaluation.curve;
