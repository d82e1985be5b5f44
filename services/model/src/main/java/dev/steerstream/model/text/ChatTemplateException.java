package dev.steerstream.model.text;

/** The model's chat template refused a conversation, or could not be rendered; the message says which and why. */
public final class ChatTemplateException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ChatTemplateException(String message) {
        super(message);
    }
}
