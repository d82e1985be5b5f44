/**
 * Open-ended questions: generated answers written down for a judge, and an OpenAI-compatible endpoint that judges them where one is configured.
 * Not here: the answers' generation, and what verdicts add up to, which is {@code measure}'s.
 */
package dev.steerstream.evaluation.open;
