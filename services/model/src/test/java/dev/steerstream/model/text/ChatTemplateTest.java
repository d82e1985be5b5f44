package dev.steerstream.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Where Jinja dialects differ; expected texts are what Jinja2 gives with transformers' settings. */
class ChatTemplateTest {
    private static final List<ChatMessage> ONE = List.of(new ChatMessage("user", "Hi"));

    private static String render(String source, ChatMessage... messages) {
        return ChatTemplate.of(source).render(messages.length == 0 ? ONE : List.of(messages), true);
    }

    @Test
    void blocksAreTrimmedAndTheLastNewlineDropped() {
        assertThat(
                        render(
                                "{% for m in messages %}\n  {% if true %}\n{{ m.content }}\n  {% endif %}\n{% endfor %}\nend\n"))
                .isEqualTo("Hi\nend");
    }

    @Test
    void escapesInStringsAreRead() {
        assertThat(render("{{ 'a\\nb' + \"c\" }}{{- '|' -}}  \n x")).isEqualTo("a\nbc|x");
    }

    @Test
    void messagesAreNeverRunAsTemplates() {
        String hostile = "{{ 7 * 7 }}{% raw %}{# x #}{{ messages }}<b>&amp;";
        assertThat(render("[{{ messages[0]['content'] }}]", new ChatMessage("user", hostile)))
                .isEqualTo("[" + hostile + "]");
    }

    @Test
    void usualConstructsWork() {
        assertThat(render(
                        "{% set ns = namespace(found=false) %}{% for m in messages %}{% if loop.first and not ns.found %}"
                                + "{% set ns.found = true %}{{ m['role'] | upper }}:{{ m['content'] | trim }}"
                                + "{% endif %}{% endfor %}{{ ns.found }}"))
                .isEqualToIgnoringCase("USER:Hitrue");
        assertThat(render("{{ 'none' if tools is not defined else 'tools' }}")).isEqualTo("none");
    }

    @Test
    void aTemplateCanRefuseAConversation() {
        assertThatThrownBy(() -> render("{{ raise_exception('roles must alternate') }}"))
                .isInstanceOf(ChatTemplateException.class)
                .hasMessageContaining("roles must alternate");
    }

    @Test
    void aTemplateLoadsNothingAndReachesNoJava() {
        assertThatThrownBy(() -> render("{% include 'logback.xml' %}")).isInstanceOf(ChatTemplateException.class);
        for (String reach : List.of("messages.getClass().getName()", "''.class", "''.getClass()")) {
            assertThatThrownBy(() -> render("{{ " + reach + " }}")).isInstanceOf(ChatTemplateException.class);
        }
        assertThat(render("{{ messages[0].class }}")).isEmpty(); // a message is a map without such a key
    }

    @Test
    void brokenTemplatesAndEmptyConversationsAreRefused() {
        assertThatThrownBy(() -> render("{% for m in messages %}")).isInstanceOf(ChatTemplateException.class);
        assertThatThrownBy(() -> ChatTemplate.of("x").render(List.of(), true)).hasMessageContaining("empty");
        assertThatThrownBy(() -> new ChatMessage("root", "x")).hasMessageContaining("root");
    }
}
