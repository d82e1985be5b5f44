/**
 * The estimator {@code choice}: the strength with which most questions are answered right, where rows offer answers to choose from, by a scan
 * that is kept as the dose-response curve. Scores are without a mask. Not here: strengths by their loss ({@code joint}, {@code estimator}).
 */
package dev.steerstream.core.choice;
