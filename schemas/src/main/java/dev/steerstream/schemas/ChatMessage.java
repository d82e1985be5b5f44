package dev.steerstream.schemas;

/** One turn of a conversation in OpenAI's form. {@code role} is system, user or assistant. */
public record ChatMessage(String role, String content) {}
