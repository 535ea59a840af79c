package ee.qmail.micro.settings;

import ee.qmail.home.Env;
import ee.qmail.text.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names that look like settings and are none: a value that was meant to be in force is not. */
final class UnknownNames {
    private static final String VARIABLE = "QMAIL_";
    private static final String PROPERTY = "qmail.";
    /** Read by run and bin/qmail. */
    private static final List<String> OF_SCRIPTS = List.of("QMAIL_JAR", "QMAIL_API", "QMAIL_ADMIN");

    /** Read by servers/run. */
    private static final String OF_SERVERS = "QMAIL_SERVERS_";

    /** Kubernetes tells each process of all services by such names, and one may be called qmail. */
    private static final Pattern OF_SERVICES = Pattern.compile(
            "QMAIL_(\\w+_)?(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    private static final Pattern SERVICE = Pattern.compile("(tcp|udp|sctp)://.*");
    private static final int LONGEST = 100;

    private UnknownNames() {}

    static List<String> among(Map<String, String> variables, Set<String> properties) {
        Set<String> known = Stream.concat(Arrays.stream(Env.values()).map(Env::name), OF_SCRIPTS.stream())
                .collect(Collectors.toCollection(TreeSet::new));
        TreeMap<String, String> unknown = new TreeMap<>();
        for (String name : variables.keySet()) {
            if (name.startsWith(VARIABLE) && !known.contains(name) && !isOfOthers(name, variables.get(name))) {
                unknown.put(name, fault(name, known, Function.identity()));
            }
        }
        Set<String> knownProperties =
                Arrays.stream(Env.values()).map(Env::property).collect(Collectors.toCollection(TreeSet::new));
        for (String name : properties) {
            if (name.startsWith(PROPERTY) && !knownProperties.contains(name)) {
                unknown.put(name, fault(name, knownProperties, each -> "-D" + each));
            }
        }
        return new ArrayList<>(unknown.values());
    }

    private static boolean isOfOthers(String name, String value) {
        return name.startsWith(OF_SERVERS)
                || OF_SERVICES.matcher(name).matches()
                || SERVICE.matcher(value).matches();
    }

    private static String fault(String name, Set<String> known, Function<String, String> shown) {
        String bounded = name.substring(0, Math.min(LONGEST, name.length()));
        return shown.apply(bounded) + " is no setting; the nearest one is " + shown.apply(Nearest.to(bounded, known));
    }
}
