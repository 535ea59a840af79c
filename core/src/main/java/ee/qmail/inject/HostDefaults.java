package ee.qmail.inject;

import ee.qmail.control.Controls;

/**
 * Hosts and domains that complete an address (IN-6).
 *
 * @param host for an address without a host
 * @param domain for a host without a dot
 * @param plusDomain for a {@code +} at the end of a host
 */
public record HostDefaults(String host, String domain, String plusDomain) {
    public static HostDefaults of(Controls controls) {
        return new HostDefaults(controls.defaulthost(), controls.defaultdomain(), controls.plusdomain());
    }

    /** @param host as written, null if there is none */
    String complete(String host) {
        String whole = host == null ? this.host : host;
        if (whole.startsWith("[")) {
            return whole;
        }
        if (whole.endsWith("+")) {
            whole = whole.substring(0, whole.length() - 1) + "." + plusDomain;
        }
        return whole.indexOf('.') < 0 ? whole + "." + domain : whole;
    }
}
