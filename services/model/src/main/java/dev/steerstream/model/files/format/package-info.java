/**
 * How the numbers of a tensor are stored, one class a format: plain floats and llama.cpp's block-quantised formats.
 *
 * <p>A format turns stored blocks into float32, exactly as the reference implementation of the format does. It knows nothing
 * of files, names or shapes.
 */
package dev.steerstream.model.files.format;
