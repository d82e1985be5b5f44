/**
 * The strengths of several directions at once. The loss is convex in all of them together, so their joint optimum is one small damped Newton
 * problem; with one direction it is that of {@code estimator.StrengthMinimizer}.
 *
 * <p>Symbols: K directions with strengths mu_1..mu_K; x_t(v) in R^K their values at token v of context t, centred by their mean under the
 * warm distribution q_t of the survivors, which no softmax sees. {@code loss = sum_t log sum_v q_t(v) exp(mu x_t(v)) - log q_t(y) - mu
 * x_t(y)}; its first term is also {@code KL(warm || steered)}.
 *
 * <p>Not here: which directions to use ({@code selection}).
 */
package dev.steerstream.core.joint;
