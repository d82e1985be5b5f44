/**
 * {@code /v1/fine_tuning/jobs}: a file's rows become a dataset by the same way as any submission, then an adaptation is started. Until then a job is a row
 * of its own, worked off under a lease; from then on it stands as its adaptation does. Nothing is trained here.
 */
package dev.steerstream.gateway.openai.finetuning;
