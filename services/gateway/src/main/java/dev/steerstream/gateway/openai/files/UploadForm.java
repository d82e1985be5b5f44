package dev.steerstream.gateway.openai.files;

import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jboss.resteasy.reactive.server.multipart.FileItem;
import org.jboss.resteasy.reactive.server.multipart.FormValue;
import org.jboss.resteasy.reactive.server.multipart.MultipartFormDataInput;

/**
 * The fields of an upload, checked.
 *
 * @param content on this machine's disk until the request ends
 * @param kept null for good
 */
record UploadForm(FileItem content, String filename, String purpose, Duration kept) {
    /** What OpenAI also knows is for endpoints that this installation does not have. */
    private static final Set<String> PURPOSES = Set.of("fine-tune", "batch", "evals", "user_data");

    private static final Set<String> UNSUPPORTED = Set.of("assistants", "vision");
    private static final String ANCHOR = "expires_after[anchor]";
    private static final String SECONDS = "expires_after[seconds]";
    private static final Set<String> FIELDS = Set.of("file", "purpose", ANCHOR, SECONDS);
    private static final int SHORTEST = 3600;
    private static final int LONGEST = 2_592_000;
    private static final int LONGEST_NAME = 1024;

    /** @param byDefault how long a batch's file is kept */
    static UploadForm read(MultipartFormDataInput form, Duration byDefault) {
        Map<String, Collection<FormValue>> given = form.getValues();
        for (String name : given.keySet()) {
            if (!FIELDS.contains(name)) {
                throw ProblemException.malformed(
                                "UNKNOWN_MEMBER", "field " + Rules.shown(name) + " is not known", "Leave it out.")
                        .about(name);
            }
        }
        FormValue file = one(given, "file");
        if (file == null || !file.isFileItem()) {
            throw ProblemException.malformed(
                            "MISSING_PARAMETER", "file is missing: it is a part with a file name", "Send file.")
                    .about("file");
        }
        String purpose = text(given, "purpose");
        if (UNSUPPORTED.contains(purpose)) {
            throw ProblemException.malformed(
                            "UNSUPPORTED_PARAMETER",
                            "purpose is " + Rules.shown(purpose) + ": this installation has nothing that reads it",
                            "Send one of fine-tune, batch, evals and user_data.")
                    .about("purpose");
        }
        Rules.require(
                purpose != null && PURPOSES.contains(purpose),
                "purpose",
                purpose,
                "it is fine-tune, batch, evals or user_data");
        Duration kept = kept(given);
        return new UploadForm(
                file.getFileItem(),
                name(file.getFileName()),
                purpose,
                kept == null && purpose.equals("batch") ? byDefault : kept);
    }

    /** As it was on the client's machine, without folders. */
    private static String name(String given) {
        String name =
                given == null ? "" : given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
        Rules.require(
                !name.isBlank() && name.length() <= LONGEST_NAME && name.chars().noneMatch(Character::isISOControl),
                "file",
                given,
                "its file name has 1 to " + LONGEST_NAME + " characters, none of them a control character");
        return name;
    }

    private static Duration kept(Map<String, Collection<FormValue>> given) {
        String anchor = text(given, ANCHOR);
        String seconds = text(given, SECONDS);
        if (anchor == null && seconds == null) return null;
        Rules.require("created_at".equals(anchor), ANCHOR, anchor, "it is created_at");
        boolean number = seconds != null && seconds.matches("[0-9]{1,7}");
        Rules.require(
                number && Integer.parseInt(seconds) >= SHORTEST && Integer.parseInt(seconds) <= LONGEST,
                SECONDS,
                seconds,
                "it is " + SHORTEST + " to " + LONGEST);
        return Duration.ofSeconds(Long.parseLong(seconds));
    }

    private static String text(Map<String, Collection<FormValue>> given, String name) {
        FormValue value = one(given, name);
        return value == null || value.isFileItem() ? null : value.getValue();
    }

    private static FormValue one(Map<String, Collection<FormValue>> given, String name) {
        Collection<FormValue> values = given.get(name);
        if (values == null || values.isEmpty()) return null;
        Rules.require(values.size() == 1, name, values.size() + " parts", "it is given once");
        return values.iterator().next();
    }
}
