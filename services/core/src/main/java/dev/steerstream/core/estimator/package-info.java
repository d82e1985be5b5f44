/**
 * The estimators of a task's strength, one class each with its equation, and the one-dimensional minimiser behind the optimum.
 *
 * <p>All sums run over the kept tokens (gold token survived). {@code median} and {@code trimmed_mean} leave out point masses as well: a
 * token with one survivor says nothing of the strength, and more than half of them would make every median 0. Stateless.
 */
package dev.steerstream.core.estimator;
