/**
 * The extractor: takes the extraction job of a trained adapter, fits the task's steering strength on its calibration rows, judges it once on its
 * held-out rows, and puts the profile in force; where nothing is to be extracted it takes evaluation jobs. {@link
 * dev.steerstream.extractor.ExtractionHandler} reads top to bottom. Fitting and judging are core's, the model is model's, jobs and adaptations are
 * work's: here they are put together.
 */
package dev.steerstream.extractor;
