package dev.steerstream.decoder;

import dev.steerstream.core.decoding.generation.TokenText;

/** Text as it is stored and shown: U+0000 is shown as U+FFFD, since no database or terminal takes it. For one answer and one thread. */
final class ShownText implements TokenText {
    private final TokenText text;

    ShownText(TokenText text) {
        this.text = text;
    }

    @Override
    public String append(int token) {
        return shown(text.append(token));
    }

    @Override
    public String finish() {
        return shown(text.finish());
    }

    @Override
    public TokenText fork() {
        return new ShownText(text.fork());
    }

    private static String shown(String raw) {
        return raw.replace('\0', '\uFFFD');
    }
}
