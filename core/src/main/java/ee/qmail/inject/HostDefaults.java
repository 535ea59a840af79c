package ee.qmail.inject;

import ee.qmail.control.Controls;
import ee.qmail.control.Setting;

/**
 * Hosts and domains that complete an address (IN-6).
 *
 * @param host for an address without a host
 * @param domain for a host without a dot
 * @param plusDomain for a {@code +} at the end of a host
 * @param me name of this host, which is whole also without a dot: with a domain behind it its users would be nobody's
 */
public record HostDefaults(String host, String domain, String plusDomain, String me) {
    public static HostDefaults of(Controls controls) {
        return new HostDefaults(
                controls.defaulthost(),
                controls.defaultdomain(),
                controls.plusdomain(),
                controls.value(Setting.ME).orElse(""));
    }

    /** @param host as written, null if there is none */
    String complete(String host) {
        String whole = host == null ? this.host : host;
        if (whole.startsWith("[") || whole.equalsIgnoreCase(me)) {
            return whole;
        }
        if (whole.endsWith("+")) {
            whole = whole.substring(0, whole.length() - 1) + "." + plusDomain;
        }
        return whole.indexOf('.') < 0 ? whole + "." + domain : whole;
    }
}
