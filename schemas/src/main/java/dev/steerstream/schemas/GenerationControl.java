package dev.steerstream.schemas;

/** Asks every decoder to stop a request at its next token, on {@code generation-controls}. {@code action} is {@code cancel}. */
public record GenerationControl(String request, String action, String reason) {}
