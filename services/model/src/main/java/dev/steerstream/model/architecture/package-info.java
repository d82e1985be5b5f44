/**
 * What each supported network is: one file an architecture, which says how its blocks differ from llama's, what its tensors are
 * called, and which settings of its configuration it refuses. To add one, write its file and put it into
 * {@link dev.steerstream.model.architecture.Architectures}.
 *
 * <p>Nothing here reads files or computes; the forward pass follows the {@link dev.steerstream.model.architecture.BlockDesign}.
 */
package dev.steerstream.model.architecture;
