/**
 * What each adaptation method trains: its tensors, how they begin, its part of the TorchScript module, and how what was trained becomes an
 * adapter. One file a method. Steps, rows and checkpoints are the room above; what a finished adapter is, and its files, is the room
 * {@code peft}.
 */
package dev.steerstream.model.training.method;
