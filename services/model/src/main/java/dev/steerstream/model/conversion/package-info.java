/**
 * Model files made of model files: in fewer bits, or with an adapter merged into the weights. What is written here is read by the
 * readers of {@link dev.steerstream.model.files} again. This room does not run models, and nothing in it is needed to run one.
 */
package dev.steerstream.model.conversion;
