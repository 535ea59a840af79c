package ee.qmail;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import ee.qmail.attempts.AttemptMarks;
import ee.qmail.attempts.ExitCall;
import ee.qmail.attempts.WorkNotes;
import ee.qmail.contract.BrokerMessage;
import ee.qmail.contract.ClientNetwork;
import ee.qmail.contract.Door;
import ee.qmail.contract.DuplicateIdException;
import ee.qmail.contract.InProcessBroker;
import ee.qmail.contract.MessageMemory;
import ee.qmail.contract.MessageWithBody;
import ee.qmail.contract.NeverStoredException;
import ee.qmail.contract.QueueConsumption;
import ee.qmail.contract.Queues;
import ee.qmail.contract.RefusedMessageException;
import ee.qmail.contract.Registry;
import ee.qmail.guard.LoginGuard;
import ee.qmail.home.AtomicFile;
import ee.qmail.home.StartFailure;
import ee.qmail.loop.Loop;
import ee.qmail.loop.SignOfLife;
import ee.qmail.message.Body;
import ee.qmail.message.QueueId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may know whom: the modules as they were compiled. */
class ArchitectureTest {
    private static final List<String> MODULES = List.of("core", "api", "mime", "rar", "broker", "ejb", "web", "httpd");
    /** {@code docs/adr/0010}, the signs of life and the marks of work that was under way ({@code docs/adr/0017}), and the guard of all doors ({@code docs/adr/0020}). */
    private static final DescribedPredicate<JavaClass> OFFERED = belongToAnyOf(
            LoginGuard.class,
            LoginGuard.Answer.class,
            InProcessBroker.class,
            InProcessBroker.Load.class,
            QueueConsumption.class,
            Queues.class,
            DuplicateIdException.class,
            NeverStoredException.class,
            RefusedMessageException.class,
            MessageMemory.class,
            ClientNetwork.class,
            Loop.class,
            Loop.Round.class,
            SignOfLife.class,
            StartFailure.class,
            AtomicFile.class,
            AttemptMarks.class,
            AttemptMarks.Mark.class,
            ExitCall.class,
            WorkNotes.class,
            QueueId.class,
            Registry.class,
            BrokerMessage.class,
            MessageWithBody.class,
            Body.class);

    /** {@code docs/adr/0016}. */
    private static final DescribedPredicate<JavaClass> MAIL =
            resideInAnyPackage("ee.qmail.entity", "ee.qmail.message", "ee.qmail.address");

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter()
                .importPaths(MODULES.stream().map(ArchitectureTest::compiled).toList());
        assertThat(MODULES)
                .allSatisfy(module -> assertThat(
                                classes.stream().filter(in(module)::test).count())
                        .as("classes of " + module)
                        .isPositive());
    }

    private static Path compiled(String module) {
        return Path.of("..", module, "target", "classes");
    }

    private static DescribedPredicate<JavaClass> in(String module) {
        String place = "/" + module + "/target/classes/";
        return DescribedPredicate.describe(
                "in " + module,
                type -> type.getSource()
                        .map(source -> source.getUri().toString().contains(place))
                        .orElse(false));
    }

    private static void check(ArchRule rule) {
        rule.check(classes);
    }

    private static void isIndependent(String module, String other) {
        check(noClasses().that(in(module)).should().dependOnClassesThat(in(other)));
    }

    @Test
    void coreKnowsTheJdkOnly() {
        check(noClasses()
                .that(in("core"))
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(
                        "java..",
                        "javax.net..",
                        "javax.crypto..",
                        "javax.naming..",
                        "javax.security.auth..",
                        "ee.qmail.."));
        for (String module : List.of("rar", "broker", "ejb", "web")) {
            isIndependent("core", module);
        }
    }

    @Test
    void theAdapterAndTheBeansKnowOnlyTheirContract() {
        isIndependent("rar", "ejb");
        isIndependent("ejb", "rar");
        isIndependent("rar", "web");
    }

    @Test
    void theApiOfApplicationsKnowsNothingOfTheRest() {
        for (String module : List.of("core", "rar", "broker", "ejb", "web")) {
            isIndependent("api", module);
        }
        isIndependent("core", "api");
        isIndependent("ejb", "api");
    }

    @Test
    void theMimeModuleKnowsMailOnly() {
        for (String module : List.of("api", "rar", "broker", "ejb", "web")) {
            isIndependent("mime", module);
        }
        check(noClasses()
                .that(in("mime"))
                .should()
                .dependOnClassesThat(in("core").and(not(MAIL))));
        isIndependent("core", "mime");
        isIndependent("api", "mime");
    }

    @Test
    void theConsoleKnowsTheBeansAndNotTheAdapters() {
        isIndependent("web", "rar");
        isIndependent("web", "broker");
        for (String module : List.of("api", "mime", "rar", "broker", "ejb", "web")) {
            isIndependent("httpd", module);
            isIndependent(module, "httpd");
        }
        isIndependent("ejb", "web");
    }

    @Test
    void theBrokerKnowsOnlyItsContractWithTheBeans() {
        for (String module : List.of("rar", "ejb", "web")) {
            isIndependent("broker", module);
        }
        check(noClasses()
                .that(in("broker"))
                .should()
                .dependOnClassesThat(in("core").and(not(OFFERED))));
        check(noClasses()
                .that(in("core"))
                .or(in("rar"))
                .or(in("ejb"))
                .or(in("web"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.activemq.."));
    }

    @Test
    void theEnginesKnowNoSocketThreadOrLogger() {
        check(noClasses()
                .that()
                .resideInAnyPackage("ee.qmail.smtp..", "ee.qmail.pop3..", "ee.qmail.wire..", "ee.qmail.sasl..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.lang\\.(Thread|System\\$Logger.*)")
                .orShould()
                .callMethod(System.class, "getLogger", String.class)
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "java.util.concurrent..", "java.nio.channels.."));
    }

    @Test
    void theBeansTheConsoleAndTheAdaptersHaveOneLogger() {
        check(noClasses()
                .that(in("rar"))
                .or(in("broker"))
                .or(in("ejb"))
                .or(in("web"))
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.System$Logger"));
    }

    @Test
    void applicationScopedBeansAreInjectedByTheirConstructor() {
        check(noFields()
                .that()
                .areAnnotatedWith("jakarta.inject.Inject")
                .should()
                .beDeclaredInClassesThat(annotatedWith("jakarta.enterprise.context.ApplicationScoped")));
    }

    @Test
    void noModuleHasACircleOfPackages() {
        for (String module : MODULES) {
            slices().matching("ee.qmail.(**)")
                    .should()
                    .beFreeOfCycles()
                    .allowEmptyShould(true)
                    .check(classes.that(in(module)));
        }
    }

    @Test
    void theContractKnowsMessagesAndAddressesOnlyAndMessagesKnowTexts() {
        check(noClasses()
                .that()
                .resideInAPackage("ee.qmail.contract")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("java..", "ee.qmail.contract", "ee.qmail.message", "ee.qmail.address"));
        check(noClasses()
                .that()
                .resideInAPackage("ee.qmail.message")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("java..", "ee.qmail.message", "ee.qmail.text"));
    }

    /** Of core it has only these; see the list in the pom of module micro. */
    @Test
    void theLauncherHasAllClassesThatItsOwnNeed() {
        DescribedPredicate<JavaClass> packed = resideInAnyPackage(
                        "ee.qmail.home",
                        "ee.qmail.tcpserver",
                        "ee.qmail.control",
                        "ee.qmail.address",
                        "ee.qmail.message",
                        "ee.qmail.revision",
                        "ee.qmail.text")
                .or(belongToAnyOf(Registry.class, Door.class));
        check(noClasses().that(packed).should().dependOnClassesThat(in("core").and(not(packed))));
    }

    @Test
    void noPackageIsInTwoModules() {
        Map<String, Set<String>> modules = new TreeMap<>();
        for (String module : MODULES) {
            classes.stream()
                    .filter(in(module)::test)
                    .forEach(type -> modules.computeIfAbsent(type.getPackageName(), name -> new TreeSet<>())
                            .add(module));
        }
        assertThat(modules).allSatisfy((name, of) -> assertThat(of).as(name).hasSize(1));
    }

    /** They are found by this list alone; embedded keys are found where they are used. */
    @Test
    void thePersistenceUnitHasAllEntities() throws IOException {
        String unit = Files.readString(compiled("ejb").resolve("META-INF/persistence.xml"));
        List<String> listed = Pattern.compile("<class>(.*?)</class>")
                .matcher(unit)
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
        assertThat(classes)
                .filteredOn(type -> Stream.of("Entity", "MappedSuperclass", "Converter")
                        .anyMatch(name -> type.isAnnotatedWith("jakarta.persistence." + name)))
                .extracting(JavaClass::getName)
                .containsExactlyInAnyOrderElementsOf(listed);
    }
}
