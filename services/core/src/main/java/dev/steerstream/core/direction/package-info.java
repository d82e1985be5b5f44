/**
 * Other directions than the published one, a class each with its equation: what a task may be steered along instead of delta, or with it, and
 * the rules that a comparison needs. Each takes the same calibrated strength.
 *
 * <table>
 * <caption>Rules of the literature as directions</caption>
 * <tr><th>rule</th><th>direction</th><th>the rule's own strength</th></tr>
 * <tr><td>steering vector decoding (arXiv 2509.15888)</td><td>{@code delta}</td><td>calibrated</td></tr>
 * <tr><td>DExperts (ACL 2021), proxy tuning (arXiv 2401.08565), contrastive decoding with logits kept (arXiv 2309.09117)</td>
 * <td>{@code log_ratio}</td><td>1, free, beta</td></tr>
 * <tr><td>contrastive decoding (ACL 2023)</td><td>{@code contrast}</td><td>1</td></tr>
 * <tr><td>task-aware decoding, TaD (IJCAI 2024)</td><td>{@code probability_difference}</td><td>free</td></tr>
 * </table>
 *
 * <p>Not here: what applies them to a step ({@code steering}) and what finds their strengths ({@code joint}).
 */
package dev.steerstream.core.direction;
