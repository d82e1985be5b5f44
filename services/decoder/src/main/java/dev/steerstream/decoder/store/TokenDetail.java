package dev.steerstream.decoder.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.TokenExplanation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The probabilities of every answer token, as {@code generation_detail.body} keeps them: gzip over UTF-8 JSON {@code {"version":1,"choices":
 * [{"index":0,"tokens":[{"id":..,"text":"..","base":..,"warm":..,"steered":..}]}]}}. A row that was not run has null. Where the
 * most probable tokens were asked for, a token has them as {@code "top":[{"id":..,"text":"..","logprob":..}]}; one that the plain warm model would
 * not have chosen has {@code "changed":true}; where the request asked to be explained, {@code "explanation"} is a {@link TokenExplanation}.
 */
public record TokenDetail(int version, List<Choice> choices) {
    /** Rises when a reader of the last version could misread the next. */
    public static final int VERSION = 1;

    /** Far above 16 answers over any context that fits a message; a larger body is not ours. Bytes of JSON. */
    private static final int LARGEST = 256 * 1024 * 1024;

    public TokenDetail(List<Choice> choices) {
        this(VERSION, List.copyOf(choices));
    }

    /** The tokens of one answer. */
    public record Choice(int index, List<Token> tokens) {}

    /**
     * One chosen token.
     *
     * @param base its probability under the pre-trained model, over the whole vocabulary
     * @param warm the same under the warm model
     * @param steered its probability as steered, over the tokens that could be chosen
     * @param top the most probable tokens of its place, best first; null where nobody asked
     * @param changed true where the plain warm model would have chosen another; else null
     * @param explanation the three distributions of its place; null where nobody asked
     */
    public record Token(
            @JsonProperty("id") int id,
            String text,
            Double base,
            Double warm,
            Double steered,
            List<Top> top,
            Boolean changed,
            TokenExplanation explanation) {}

    /**
     * A token that could have been chosen.
     *
     * @param logprob natural logarithm of its probability as steered
     */
    public record Top(@JsonProperty("id") int id, String text, double logprob) {}

    public byte[] compress() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream compressed = new GZIPOutputStream(bytes)) {
            Contracts.mapper().writeValue(compressed, this);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return bytes.toByteArray();
    }

    public static TokenDetail decompress(byte[] body) {
        try (GZIPInputStream compressed = new GZIPInputStream(new ByteArrayInputStream(body))) {
            byte[] json = compressed.readNBytes(LARGEST);
            return Contracts.mapper().readValue(json, TokenDetail.class);
        } catch (IOException failure) {
            throw new UncheckedIOException("a stored token detail cannot be read", failure);
        }
    }
}
