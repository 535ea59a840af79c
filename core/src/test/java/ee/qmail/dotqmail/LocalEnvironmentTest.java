package ee.qmail.dotqmail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LocalEnvironmentTest {
    private static Map<String, String> variables(String sender, String host, String ext, String defaultPart) {
        return new LocalEnvironment(
                        sender,
                        "new@sender.example",
                        "joe-" + ext,
                        host,
                        "joe",
                        Path.of("/home/joe"),
                        ext,
                        defaultPart,
                        "Return-Path: <x>\n",
                        "Delivered-To: y\n",
                        Instant.parse("2026-01-03T04:05:06Z"))
                .variables();
    }

    @Test
    void dq8AllThatAProgramIsTold() {
        assertThat(variables("bob@far.example", "a.b.c.example", "x-y-z-w", "z-w"))
                .containsEntry("SENDER", "bob@far.example")
                .containsEntry("NEWSENDER", "new@sender.example")
                .containsEntry("RECIPIENT", "joe-x-y-z-w@a.b.c.example")
                .containsEntry("USER", "joe")
                .containsEntry("HOME", "/home/joe")
                .containsEntry("LOCAL", "joe-x-y-z-w")
                .containsEntry("HOST", "a.b.c.example")
                .containsEntry("HOST2", "a.b.c")
                .containsEntry("HOST3", "a.b")
                .containsEntry("HOST4", "a")
                .containsEntry("EXT", "x-y-z-w")
                .containsEntry("EXT2", "y-z-w")
                .containsEntry("EXT3", "z-w")
                .containsEntry("EXT4", "w")
                .containsEntry("DEFAULT", "z-w")
                .containsEntry("DTLINE", "Delivered-To: y\n")
                .containsEntry("RPLINE", "Return-Path: <x>\n")
                .containsEntry("UFLINE", "From bob@far.example Sat Jan 03 04:05:06 2026\n");
    }

    @Test
    void dq8WhatIsNotThereIsEmptyAndDefaultIsUnset() {
        assertThat(variables("", "local", "x", null))
                .containsEntry("EXT2", "")
                .containsEntry("HOST2", "local")
                .doesNotContainKey("DEFAULT")
                .containsEntry("UFLINE", "From MAILER-DAEMON Sat Jan 03 04:05:06 2026\n");
    }
}
