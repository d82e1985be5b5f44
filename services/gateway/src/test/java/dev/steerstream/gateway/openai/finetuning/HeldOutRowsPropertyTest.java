package dev.steerstream.gateway.openai.finetuning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.schemas.Contracts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class HeldOutRowsPropertyTest {
    /** However it is read, every row comes once, in its order, in the held-out split; what is no object comes as it is. */
    @Property(tries = 300)
    void everyRowComesOnceInTheHeldOutSplit(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        List<String> lines = new ArrayList<>();
        for (int line = random.nextInt(12); line > 0; line--) {
            lines.add(
                    random.nextInt(5) == 0
                            ? "no object"
                            : "{\"prompt\":\"" + "é".repeat(random.nextInt(40)) + line + "\"}");
        }
        byte[] file = String.join(random.nextBoolean() ? "\n" : "\r\n\n", lines).getBytes(StandardCharsets.UTF_8);
        StringBuilder read = new StringBuilder();
        try (HeldOutRows rows = new HeldOutRows(new ByteArrayInputStream(file), 4096)) {
            byte[] buffer = new byte[1 + random.nextInt(50)];
            java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
            for (int count = rows.read(buffer); count >= 0; count = rows.read(buffer)) all.write(buffer, 0, count);
            read.append(all.toString(StandardCharsets.UTF_8));
        }
        assertThat(read.charAt(0)).isEqualTo('\n');
        List<String> rows = read.toString().lines().skip(1).toList();
        assertThat(rows).hasSameSizeAs(lines);
        for (int row = 0; row < rows.size(); row++) {
            if (lines.get(row).equals("no object")) {
                assertThat(rows.get(row)).isEqualTo("no object");
                continue;
            }
            JsonNode found = Contracts.mapper().readTree(rows.get(row));
            assertThat(found.path("split").asText()).isEqualTo("held_out");
            assertThat(found.path("prompt"))
                    .isEqualTo(Contracts.mapper().readTree(lines.get(row)).path("prompt"));
        }
    }
}
