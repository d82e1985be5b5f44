/**
 * What scores say: each measure is a sum of amounts over a sum of weights, with intervals by drawing prompt groups, and the paired
 * difference from warm. Not here: logits, models, files.
 */
package dev.steerstream.evaluation.measure;
