package dev.steerstream.decoder;

import dev.steerstream.decoder.request.CompleteRequest;
import dev.steerstream.decoder.request.Refusals;
import dev.steerstream.decoder.request.RequestRules;
import dev.steerstream.model.text.ChatMessage;
import dev.steerstream.model.text.ChatTemplateException;
import dev.steerstream.model.text.PromptEncoder;
import dev.steerstream.work.errors.SteerStreamException;
import java.time.Instant;

/** Writes out a request's defaults and encodes its prompt. Safe from any thread. */
final class Preparation {
    private final PromptEncoder encoder;
    private final ResponseFormats formats;
    private final Bounds bounds;

    /**
     * What this decoder can hold.
     *
     * @param context tokens that a prompt and its answer may have together
     * @param vocabulary tokens of the model
     * @param slots answers that decode together
     * @param deterministic whether its device can keep a request's bits the same in any company
     * @param room whether its memory holds so many sequences of such a capacity at one time
     */
    record Bounds(int context, int vocabulary, int slots, boolean deterministic, Room room) {}

    /** Memory for sequences. */
    interface Room {
        boolean holds(int sequences, int capacity);
    }

    Preparation(PromptEncoder encoder, ResponseFormats formats, Bounds bounds) {
        this.encoder = encoder;
        this.formats = formats;
        this.bounds = bounds;
    }

    /** Never throws for what the sender did: the refusal is part of the result, so that it can be stored. */
    Prepared prepare(Incoming incoming) {
        Instant deadline = incoming.published().plus(RequestRules.DEFAULT_DEADLINE);
        try {
            deadline = RequestRules.deadline(incoming.request(), incoming.published());
            // What ended its decoders may have ended them in the tokenizer: it is not touched again.
            int deliveries = incoming.delivery().deliveryCount();
            if (deliveries >= Beginning.POISON_FROM) return Prepared.refused(deadline, Refusals.poison(deliveries));
            CompleteRequest request = RequestRules.complete(incoming.request());
            if (request.deterministic() && !bounds.deterministic()) {
                return Prepared.refused(deadline, Refusals.notDeterministic());
            }
            int[] prompt = encode(request.prompt());
            if (prompt.length == 0) return Prepared.refused(deadline, Refusals.emptyPrompt());
            int maximumTokens = request.sampling().maximumTokens();
            if ((long) prompt.length + maximumTokens > bounds.context()) {
                return Prepared.refused(deadline, Refusals.overContext(prompt.length, maximumTokens, bounds.context()));
            }
            refuseWhatTheModelLacks(request.sampling());
            int beams = request.sampling().beamWidth();
            if (!bounds.room().holds(beams, prompt.length + maximumTokens)) {
                return Prepared.refused(deadline, Refusals.overMemory(beams, prompt.length + maximumTokens));
            }
            return Prepared.of(deadline, new Prepared.Ready(request, prompt, formats.constraint(request.format())));
        } catch (SteerStreamException refused) {
            return Prepared.refused(deadline, refused.failure());
        }
    }

    private void refuseWhatTheModelLacks(CompleteRequest.Sampling sampling) {
        if (sampling.beamWidth() > bounds.slots()) {
            throw new SteerStreamException(Refusals.tooWide(sampling.beamWidth(), bounds.slots()));
        }
        for (int token : sampling.logitBias().keySet()) {
            if (token >= bounds.vocabulary()) {
                throw new SteerStreamException(Refusals.unknownToken(token, bounds.vocabulary()));
            }
        }
    }

    private int[] encode(CompleteRequest.Prompt prompt) {
        try {
            if (prompt instanceof CompleteRequest.Prompt.Raw raw) {
                return encoder.raw(raw.text()).prompt();
            }
            var turns = (CompleteRequest.Prompt.Turns) prompt;
            return encoder.chat(turns.messages().stream()
                            .map(turn -> new ChatMessage(turn.role(), turn.content()))
                            .toList())
                    .prompt();
        } catch (ChatTemplateException | IllegalArgumentException refused) {
            throw new SteerStreamException(Refusals.unreadablePrompt(refused.getMessage()), refused);
        }
    }
}
