package dev.steerstream.evaluation.scoring;

/** How a row's texts become tokens. */
public enum Encoding {
    /** As a warm start and a decoder read them: the chat template where the model has one, the answer ended by the end-of-text token. */
    CHAT,
    /** As they are, special tokens recognised, no chat template: a reference ends with the end-of-text token where its text does. */
    RAW,
    /** A running text that is nobody's answer: no template, no special tokens, no end. */
    PLAIN
}
