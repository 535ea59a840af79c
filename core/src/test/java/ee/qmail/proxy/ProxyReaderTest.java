package ee.qmail.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.contract.Peer;
import ee.qmail.contract.Tls;
import ee.qmail.control.Controls;
import ee.qmail.control.Setting;
import ee.qmail.proxy.ProxyReader.Progress;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyReaderTest {
    private static final int LOCAL = 0x20;
    private static final int PROXY = 0x21;
    private static final int TCP_V4 = 0x11;
    private static final int TCP_V6 = 0x21;
    /** From 192.0.2.7:4711 to 198.51.100.1:25. */
    private static final byte[] V4 = octets("c0000207 c6336401 1267 0019");

    private static final byte[] V6 =
            octets("20010db8000000000000000000000007 20010db8000000000000000000000001 1267 0019");
    private static final byte[] VERSION = tlv(0x21, text("TLSv1.3"));
    private static final byte[] CIPHER = tlv(0x23, text("TLS_AES_128_GCM_SHA256"));

    private static byte[] octets(String hex) {
        String digits = hex.replace(" ", "");
        byte[] octets = new byte[digits.length() / 2];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) Integer.parseInt(digits.substring(2 * i, 2 * i + 2), 16);
        }
        return octets;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] tlv(int type, byte[] value) {
        return join(
                ByteBuffer.allocate(3)
                        .put((byte) type)
                        .putShort((short) value.length)
                        .array(),
                value);
    }

    private static byte[] v2(int command, int family, byte[]... parts) {
        byte[] rest = join(parts);
        byte[] fixed = ByteBuffer.allocate(16)
                .put(octets("0d0a0d0a000d0a515549540a"))
                .put((byte) command)
                .put((byte) family)
                .putShort((short) rest.length)
                .array();
        return join(fixed, rest);
    }

    private static byte[] ssl(int client, byte[]... parts) {
        return tlv(0x20, join(new byte[] {(byte) client, 0, 0, 0, 0}, join(parts)));
    }

    private static ProxyReader read(byte[] input) {
        ProxyReader reader = new ProxyReader();
        reader.read(ByteBuffer.wrap(input));
        return reader;
    }

    private static ProxyHeader header(byte[] input) {
        ProxyReader reader = new ProxyReader();
        assertThat(reader.read(ByteBuffer.wrap(input))).as(reader.reason()).isEqualTo(Progress.HEADER);
        assertThat(reader.taken()).isEqualTo(input.length);
        return reader.header();
    }

    private static void assertMalformed(byte[] input, String reason) {
        ProxyReader reader = new ProxyReader();
        assertThat(reader.read(ByteBuffer.wrap(input))).isEqualTo(Progress.MALFORMED);
        assertThat(reader.reason()).contains(reason);
        assertThatThrownBy(reader::header).isInstanceOf(IllegalStateException.class);
    }

    private static InetSocketAddress end(String address, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByName(address), port);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    // ---- version 1

    @ParameterizedTest
    @CsvSource({
        "PROXY TCP4 192.0.2.7 198.51.100.1 4711 25, 192.0.2.7, 4711, 198.51.100.1, 25",
        "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535, 255.255.255.255, 65535, 255.255.255.255, 65535",
        "PROXY TCP4 192.0.2.7 198.51.100.1 0 25, 192.0.2.7, 0, 198.51.100.1, 25",
        "PROXY TCP6 2001:db8::7 2001:DB8::1 4711 25, 2001:db8::7, 4711, 2001:db8::1, 25",
        "PROXY TCP6 ::ffff:192.0.2.7 ::ffff:198.51.100.1 4711 25, 192.0.2.7, 4711, 198.51.100.1, 25",
    })
    void proxy2AddressesOfVersion1(String line, String source, int sourcePort, String destination, int port) {
        ProxyHeader header = header(text(line + "\r\n"));
        assertThat(header)
                .isEqualTo(new ProxyHeader(false, end(source, sourcePort), end(destination, port), null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROXY UNKNOWN", "PROXY UNKNOWN ffff:f::1 whatever \0 it says", "PROXY UNKNOWN "})
    void proxy2UnknownOfVersion1KeepsTheRealPeer(String line) {
        ProxyHeader header = header(text(line + "\r\n"));
        Peer real = new Peer(end("10.0.0.1", 1), end("10.0.0.2", 25));
        assertThat(header.isLocal()).isFalse();
        assertThat(header.peer(real)).isSameAs(real);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EHLO client\r\n",
                "proxy TCP4 192.0.2.7 198.51.100.1 4711 25\r\n",
                "PROXY tcp4 192.0.2.7 198.51.100.1 4711 25\r\n",
                "PROXY\r\n",
                "PROXY \r\n",
                "PROXY TCP4\r\n",
                "PROXY TCP5 192.0.2.7 198.51.100.1 4711 25\r\n",
                "PROXY UNKNOWNS\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 4711 25\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 4711 25 \r\n",
                "PROXY TCP4 192.0.2.7  198.51.100.1 4711 25\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 4711\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 4711 65536\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 04711 25\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 -1 25\r\n",
                "PROXY TCP4 192.0.2.256 198.51.100.1 4711 25\r\n",
                "PROXY TCP4 192.0.2 198.51.100.1 4711 25\r\n",
                "PROXY TCP4 2001:db8::7 2001:db8::1 4711 25\r\n",
                "PROXY TCP6 192.0.2.7 198.51.100.1 4711 25\r\n",
                "PROXY TCP6 2001:db8:::7 2001:db8::1 4711 25\r\n",
                "PROXY TCP6 fe80::1%eth0 2001:db8::1 4711 25\r\n",
                "PROXY TCP6 [2001:db8::7] 2001:db8::1 4711 25\r\n",
                "PROXY TCP4 localhost 198.51.100.1 4711 25\r\n",
                "PROXY UNKNOWN a\rb\r\n",
                "\r\nEHLO client\r\n",
                "\n",
            })
    void proxy2MalformedLines(String line) {
        assertThat(read(text(line)).read(ByteBuffer.allocate(0))).isEqualTo(Progress.MALFORMED);
    }

    @Test
    void proxy2TheLongestLineHas107Octets() {
        String longest = "PROXY UNKNOWN " + "f".repeat(107 - "PROXY UNKNOWN \r\n".length()) + "\r\n";
        header(text(longest));
        ProxyReader reader = read(text(longest.replace("\r\n", "f\r\n")));
        assertThat(reader.reason()).contains("too long");
        assertThat(reader.taken()).isEqualTo(107);
    }

    // ---- version 2

    @Test
    void proxy2AddressesOfVersion2() {
        assertThat(header(v2(PROXY, TCP_V4, V4)))
                .isEqualTo(new ProxyHeader(false, end("192.0.2.7", 4711), end("198.51.100.1", 25), null, null));
        assertThat(header(v2(PROXY, TCP_V6, V6)))
                .isEqualTo(new ProxyHeader(false, end("2001:db8::7", 4711), end("2001:db8::1", 25), null, null));
    }

    @Test
    void proxy3ThePeerIsTheAnnouncedOne() {
        Peer real = new Peer(end("10.0.0.1", 1), end("10.0.0.2", 25));
        Peer announced = header(v2(PROXY, TCP_V4, V4)).peer(real);
        assertThat(announced.remoteIp()).isEqualTo("192.0.2.7");
        assertThat(announced.localIp()).isEqualTo("198.51.100.1");
    }

    /** Otherwise a client could count as two. */
    @Test
    void proxy3AMappedAddressIsTheIpv4AddressItIs() {
        byte[] mapped = octets("00000000000000000000ffffc0000207 00000000000000000000ffffc6336401 1267 0019");
        assertThat(header(v2(PROXY, TCP_V6, mapped)).source()).isEqualTo(end("192.0.2.7", 4711));
    }

    /** As haproxy 2.6 sends its checks, and whatever else it says is passed over. */
    @Test
    void proxy2LocalIsAHealthCheck() {
        Peer real = new Peer(end("10.0.0.1", 1), end("10.0.0.2", 25));
        for (byte[] local :
                new byte[][] {v2(LOCAL, 0), v2(LOCAL, TCP_V4, V4), v2(LOCAL, 0xff, octets("030004")), v2(LOCAL, TCP_V4)
                }) {
            ProxyHeader header = header(local);
            assertThat(header.isLocal()).isTrue();
            assertThat(header.peer(real)).isSameAs(real);
        }
    }

    @Test
    void proxy2AnUnknownOrUnixSourceKeepsTheRealPeer() {
        for (byte[] other : new byte[][] {v2(PROXY, 0), v2(PROXY, 0x31, new byte[216]), v2(PROXY, 0, V4)}) {
            ProxyHeader header = header(other);
            assertThat(header.isLocal()).isFalse();
            assertThat(header.source()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "11, 11, version or command", // version 1 in binary
        "31, 11, version or command",
        "22, 11, version or command",
        "2f, 11, version or command",
        "21, 12, family", // datagrams
        "21, 22, family",
        "21, 10, family",
        "21, 01, family",
        "21, 41, family",
        "21, 32, family",
        "21, 21, too short", // addresses of the other family
    })
    void proxy2MalformedFixedParts(String command, String family, String reason) {
        assertMalformed(v2(Integer.parseInt(command, 16), Integer.parseInt(family, 16), V4), reason);
    }

    @Test
    void proxy2ASignatureIsWhole() {
        byte[] header = v2(PROXY, TCP_V4, V4);
        for (int i = 0; i < 12; i++) {
            byte[] other = header.clone();
            other[i] ^= 1;
            ProxyReader reader = read(other);
            assertThat(reader.read(ByteBuffer.allocate(0))).isEqualTo(Progress.MALFORMED);
            assertThat(reader.taken()).isEqualTo(i + 1);
        }
    }

    @Test
    void proxy2ALengthAbove4096IsRefusedBeforeTheRestHasCome() {
        byte[] most = v2(PROXY, TCP_V4, V4, tlv(0x04, new byte[4096 - V4.length - 3]));
        assertThat(header(most).source()).isEqualTo(end("192.0.2.7", 4711));
        byte[] more = v2(PROXY, TCP_V4, V4, tlv(0x04, new byte[4096 - V4.length - 2]));
        assertMalformed(more, "too long");
        assertThat(read(more).taken()).isEqualTo(16);
    }

    // ---- additions

    @Test
    void proxy2TlsAndAuthority() {
        byte[] header =
                v2(PROXY, TCP_V4, V4, tlv(0x02, text("mail.example.org")), ssl(0x01, VERSION, CIPHER), tlv(0xEE, V6));
        assertThat(header(header).authority()).isEqualTo("mail.example.org");
        assertThat(header(header).tls())
                .isEqualTo(new Tls("TLSv1.3", "TLS_AES_128_GCM_SHA256", "mail.example.org", false, null, null));
    }

    @Test
    void proxy2TlsWithoutDetails() {
        assertThat(header(v2(PROXY, TCP_V4, V4, ssl(0x07))).tls())
                .isEqualTo(new Tls("unknown", "unknown", null, false, null, null));
        assertThat(header(v2(PROXY, TCP_V4, V4, ssl(0x00, VERSION))).tls())
                .as("the client has not connected over TLS")
                .isNull();
    }

    /** The name of the client's certificate is the proxy's to know: no log-in comes of it. */
    @Test
    void proxy2ACommonNameIsNoCertifiedAddress() {
        byte[] header = v2(PROXY, TCP_V4, V4, ssl(0x07, VERSION, tlv(0x22, text("ana@example.org"))));
        assertThat(header(header).tls().certifiedAddress()).isNull();
    }

    @Test
    void proxy2TheChecksumIsVerifiedIfItIsThere() {
        byte[] header = v2(PROXY, TCP_V4, V4, tlv(0x03, new byte[4]), tlv(0x02, text("mail.example.org")));
        CRC32C crc = new CRC32C();
        crc.update(header);
        int place = 16 + V4.length + 3;
        ByteBuffer.wrap(header).putInt(place, (int) crc.getValue());
        assertThat(header(header).authority()).isEqualTo("mail.example.org");
        for (int i = 16; i < header.length; i++) {
            byte[] other = header.clone();
            other[i] ^= 1;
            assertThat(read(other).read(ByteBuffer.allocate(0)))
                    .as("octet %d", i)
                    .isEqualTo(Progress.MALFORMED);
        }
    }

    /** Known by heart elsewhere: the checksum of an implementation that is not this one. */
    @Test
    void proxy2TheChecksumIsCrc32c() {
        CRC32C crc = new CRC32C();
        crc.update(text("123456789"));
        assertThat(crc.getValue()).isEqualTo(0xE3069283L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "02", // cut off
                "0200",
                "02000561", // longer than the header
                "03000301 0203", // a checksum of three octets
                "0300050102030405",
                "03000400000000 03000400000000", // twice
                "02000161 02000161",
                "2000050100000000 2000050100000000",
                "20000401000000", // too short
                "20000801000000002100ff", // a part that is longer than its whole
                "020001 00", // no text
                "020003 610a62",
                "020001 e4",
                "20000a010000000021000220 20",
            })
    void proxy2MalformedAdditions(String hex) {
        assertThat(read(v2(PROXY, TCP_V4, V4, octets(hex))).read(ByteBuffer.allocate(0)))
                .isEqualTo(Progress.MALFORMED);
    }

    @Test
    void proxy2ATextHas255OctetsAtMost() {
        header(v2(PROXY, TCP_V4, V4, tlv(0x02, text("a".repeat(255)))));
        assertMalformed(v2(PROXY, TCP_V4, V4, tlv(0x02, text("a".repeat(256)))), "text");
    }

    // ---- both

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 50, 300})
    void proxy2HeadersInPieces(int most) {
        byte[] first = text("PROXY TCP6 2001:db8::7 2001:db8::1 4711 25\r\n");
        byte[] second = v2(PROXY, TCP_V6, V6, ssl(1, VERSION), tlv(0x02, text("mail.example.org")));
        for (byte[] header : new byte[][] {first, second}) {
            byte[] input = join(header, text("EHLO client\r\n"));
            ProxyReader reader = new ProxyReader();
            ByteBuffer octets = ByteBuffer.wrap(input).limit(0);
            Progress progress = Progress.PARTIAL;
            while (progress == Progress.PARTIAL) {
                assertThat(octets.limit()).isLessThan(input.length);
                octets.limit(Math.min(octets.limit() + most, input.length));
                progress = reader.read(octets);
            }
            assertThat(progress).isEqualTo(Progress.HEADER);
            assertThat(octets.position()).as("nothing behind it is taken").isEqualTo(header.length);
            assertThat(reader.taken()).isEqualTo(header.length);
            assertThat(reader.header()).isEqualTo(header(header));
        }
    }

    @Test
    void proxy2HostileOctetsNeverBreakIt() {
        Random random = new Random(26);
        byte[][] good = {
            text("PROXY TCP4 192.0.2.7 198.51.100.1 4711 25\r\n"),
            v2(PROXY, TCP_V4, V4, ssl(1, VERSION, CIPHER), tlv(0x02, text("a")), tlv(0x03, new byte[4])),
            v2(PROXY, TCP_V6, V6, tlv(0x04, new byte[200]))
        };
        int headers = 0;
        for (int round = 0; round < 300_000; round++) {
            byte[] input = good[random.nextInt(good.length)].clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                input[random.nextInt(input.length)] = (byte) random.nextInt();
            }
            ProxyReader reader = new ProxyReader();
            ByteBuffer octets = ByteBuffer.wrap(input);
            Progress progress = reader.read(octets);
            assertThat(reader.taken()).isEqualTo(octets.position()).isLessThanOrEqualTo(16 + 4096);
            assertThat(progress == Progress.PARTIAL && octets.hasRemaining()).isFalse();
            assertThat(reader.reason().isEmpty()).isEqualTo(progress != Progress.MALFORMED);
            headers += progress == Progress.HEADER ? 1 : 0;
        }
        assertThat(headers).isBetween(1_000, 299_000);
    }

    // ---- control/proxies

    @Test
    void proxy1OnlyAPeerInControlProxiesIsOne() throws UnknownHostException {
        Controls controls = Controls.of(Map.of(Setting.PROXIES, "10.0.0.1\n192.168.7.0/24\nfd00::/8\n"));
        assertThat(controls.proxies().contains(InetAddress.getByName("10.0.0.1")))
                .isTrue();
        assertThat(controls.proxies().contains(InetAddress.getByName("192.168.7.200")))
                .isTrue();
        assertThat(controls.proxies().contains(InetAddress.getByName("fd12::1")))
                .isTrue();
        assertThat(controls.proxies().contains(InetAddress.getByName("10.0.0.2")))
                .isFalse();
        assertThat(Controls.of(Map.of()).proxies().contains(InetAddress.getByName("127.0.0.1")))
                .isFalse();
        assertThat(Setting.PROXIES.check("proxy.example.org"))
                .singleElement()
                .asString()
                .contains("block");
    }
}
