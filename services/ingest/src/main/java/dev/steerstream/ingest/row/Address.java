package dev.steerstream.ingest.row;

import dev.steerstream.schemas.MessageHeaders;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Headers;

/** Which submission of which dataset a published record belongs to. */
public record Address(String tenant, String dataset, String submission) {

    /** Headers of a record on {@code dataset-submissions}. */
    public static final String DATASET = "dataset";

    public static final String SUBMISSION = "submission";
    public static final String ROW = "row";
    public static final String COUNT = "count";

    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final Pattern TENANT = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

    /** The address that the headers state, or empty where they state none; {@link #fault(Headers)} says why. */
    public static Optional<Address> of(Headers headers) {
        return fault(headers).isPresent()
                ? Optional.empty()
                : Optional.of(new Address(
                        MessageHeaders.tenant(headers),
                        MessageHeaders.text(headers, DATASET),
                        MessageHeaders.text(headers, SUBMISSION)));
    }

    /** What is wrong with the headers, in a sentence, or empty. */
    public static Optional<String> fault(Headers headers) {
        for (String name : new String[] {DATASET, SUBMISSION}) {
            String value = MessageHeaders.text(headers, name);
            if (value == null) {
                return Optional.of("the header " + name + " is missing");
            }
            if (!IDENTIFIER.matcher(value).matches()) {
                return Optional.of("the header " + name + " = " + BadRows.cut(value) + " does not match " + IDENTIFIER);
            }
        }
        String tenant = MessageHeaders.tenant(headers);
        return TENANT.matcher(tenant).matches()
                ? Optional.empty()
                : Optional.of("the header " + MessageHeaders.TENANT + " = " + BadRows.cut(tenant) + " does not match "
                        + TENANT);
    }

    /** Key of the dataset on every topic. */
    public String key() {
        return tenant + "/" + dataset;
    }

    /** Key of the submission in the stores; no identifier holds a slash, so no two submissions share one. */
    public String storeKey() {
        return tenant + "/" + dataset + "/" + submission + "/";
    }
}
