package ee.qmail.it.harness;

import ee.qmail.it.SoakIT;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What hostile clients do. Each is begun again when it has ended, from addresses of its own that may not relay. */
public enum Attack {
    /** Connections that say one octet at a time, in a command or in a message. */
    SLOW_LORIS {
        @Override
        void run(Attackers with) throws IOException {
            List<Wire> wires = new ArrayList<>();
            try {
                for (int i = 0; i < 60; i++) {
                    Wire wire = with.smtp("127.0.1." + (1 + i % 4));
                    wires.add(wire);
                    wire.write(text(i % 2 == 0 ? "HELO " : HOSTILE_DATA));
                }
                with.untilEnd(SLOW, () -> each(wires, wire -> wire.write(text("a"))));
            } finally {
                reset(wires);
            }
        }
    },
    /** 100 MB without a line end, as a command and as a message. */
    LONG_LINES {
        @Override
        void run(Attackers with) throws IOException {
            endless(with, "");
            endless(with, HOSTILE_DATA);
            with.rest();
        }

        private void endless(Attackers with, String begin) throws IOException {
            try (Wire wire = with.smtp("127.0.2.1")) {
                wire.write(text(begin));
                byte[] piece = new byte[1 << 20];
                Arrays.fill(piece, (byte) 'x');
                for (int i = 0; i < 100 && !with.isEnd(); i++) {
                    wire.write(piece);
                }
                wire.write(text("\r\n.\r\nQUIT\r\n"));
                with.countAll(wire);
            }
        }
    },
    /** More connections from one address than it may have, by SMTP and POP3; refused, they come again. */
    FLOOD_FROM_ONE {
        @Override
        void run(Attackers with) throws IOException {
            List<Wire> wires = new ArrayList<>();
            try {
                for (int i = 0; i < 150; i++) {
                    wires.add(i % 10 == 9 ? with.pop3("127.0.3.1") : with.smtp("127.0.3.1"));
                }
                for (Wire wire : wires) {
                    with.count(wire.readLine());
                }
                with.rest();
            } finally {
                reset(wires);
            }
        }
    },
    /** More connections from many addresses than the server takes in all. */
    FLOOD_FROM_MANY {
        @Override
        void run(Attackers with) throws IOException {
            List<Wire> wires = new ArrayList<>();
            try {
                for (int i = 0; i < SoakIT.CONNECTIONS; i++) {
                    wires.add(with.smtp("127.0.4." + (1 + i / 5)));
                }
                for (Wire wire : wires) {
                    with.count(wire.readLine());
                }
            } finally {
                reset(wires);
            }
            with.rest();
        }
    },
    /** Five thousand recipients, good ones and bad ones, all at once. */
    THOUSANDS_OF_RECIPIENTS {
        @Override
        void run(Attackers with) throws IOException {
            recipients(with, "trash@" + QmailServer.DOMAIN);
            recipients(with, "guess@" + QmailServer.DOMAIN);
            recipients(with, "victim@elsewhere.example");
            with.rest();
        }

        private void recipients(Attackers with, String address) throws IOException {
            try (Wire wire = with.smtp("127.0.5.1")) {
                wire.write(text("HELO x\r\nMAIL FROM:<>\r\n"));
                Thread reader = with.reading(wire);
                String some = ("RCPT TO:<" + address + ">\r\n").repeat(100);
                for (int i = 0; i < 50; i++) {
                    wire.write(text(some));
                }
                wire.write(text("QUIT\r\n"));
                join(reader);
            }
        }
    },
    /** Connections that are reset at every point of both protocols. */
    RESETS {
        @Override
        void run(Attackers with) throws IOException {
            for (String begin : SMTP_POINTS) {
                for (boolean listens : new boolean[] {false, true}) {
                    Wire wire = with.smtp("127.0.6.1");
                    wire.write(text(begin));
                    if (listens) {
                        wire.readLine();
                    }
                    wire.reset();
                }
            }
            for (String begin : POP3_POINTS) {
                Wire wire = with.pop3("127.0.6.1");
                wire.write(text(begin));
                wire.readLine();
                wire.reset();
            }
        }
    },
    /** Wrong passwords, of users that exist and of others, three dozen at a time. */
    PASSWORDS {
        @Override
        void run(Attackers with) throws IOException {
            List<Wire> wires = new ArrayList<>();
            try {
                for (int i = 0; i < 12; i++) {
                    Wire wire = with.pop3("127.0.7." + (1 + i % 4));
                    wires.add(wire);
                    String user = "USER " + (i % 2 == 0 ? "box1" : "guess" + i) + "@" + QmailServer.DOMAIN + "\r\n";
                    wire.write(text((user + "PASS guess" + i + "\r\n").repeat(3)));
                }
                for (Wire wire : wires) {
                    with.countAll(wire);
                }
            } finally {
                reset(wires);
            }
        }
    },
    /** Clients that ask and ask, or for ten megabytes, and do not read a word. */
    DEAF {
        @Override
        void run(Attackers with) throws IOException {
            List<Wire> wires = new ArrayList<>();
            try {
                for (int i = 0; i < 10; i++) {
                    Wire smtp = with.smtp("127.0.8.1");
                    wires.add(smtp);
                    smtp.write(text("HELP\r\n".repeat(2_000)));
                }
                Wire pop3 = with.pop3("127.0.8.1");
                wires.add(pop3);
                pop3.write(text(VICTIM + "RETR 1\r\n".repeat(20)));
                with.rest();
                with.rest();
            } finally {
                reset(wires);
            }
        }
    },
    /** Octets without sense. */
    NOISE {
        @Override
        void run(Attackers with) throws IOException {
            Random random = new Random(7);
            byte[] octets = new byte[4_000];
            for (int i = 0; i < 20; i++) {
                random.nextBytes(octets);
                try (Wire wire = i % 2 == 0 ? with.smtp("127.0.9.1") : with.pop3("127.0.9.1")) {
                    wire.write(octets);
                    wire.readLine();
                }
            }
            with.rest();
        }
    };

    private static final Duration SLOW = Duration.ofMillis(200);

    private static final String HOSTILE_DATA =
            "HELO x\r\nMAIL FROM:<hostile@client.example>\r\nRCPT TO:<trash@" + QmailServer.DOMAIN + ">\r\nDATA\r\n";

    private static final String VICTIM = "USER victim@" + QmailServer.DOMAIN + "\r\nPASS " + SoakIT.PASSWORD + "\r\n";

    private static final List<String> SMTP_POINTS = List.of(
            "",
            "HE",
            "HELO x\r\n",
            "HELO x\r\nMAIL FROM:<>\r\n",
            "HELO x\r\nMAIL FROM:<>\r\nRCPT TO:<trash@" + QmailServer.DOMAIN + ">\r\n",
            HOSTILE_DATA,
            HOSTILE_DATA + "Subject: half\r\n",
            HOSTILE_DATA + "x".repeat(300_000),
            HOSTILE_DATA + "whole\r\n.\r\n",
            HOSTILE_DATA + "whole\r\n.\r\nQUIT\r\n");

    private static final List<String> POP3_POINTS = List.of(
            "",
            "USER v",
            "USER victim@" + QmailServer.DOMAIN + "\r\n",
            VICTIM,
            VICTIM + "LIST\r\n",
            VICTIM + "RETR 1\r\n",
            VICTIM + "DELE 1\r\n");

    /** @throws IOException if the server cuts it off, which is its good right */
    abstract void run(Attackers with) throws IOException;

    interface Act {
        void on(Wire wire) throws IOException;
    }

    /** Those that were cut off are left out from now on. */
    static void each(List<Wire> wires, Act act) {
        for (Wire wire : List.copyOf(wires)) {
            try {
                act.on(wire);
            } catch (IOException e) {
                wires.remove(wire);
            }
        }
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static void reset(List<Wire> wires) {
        each(wires, Wire::reset);
    }

    static void join(Thread thread) {
        try {
            thread.join(Await.PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
