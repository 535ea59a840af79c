#!/usr/bin/env python3
"""Makes a deployment plan for Payara Server and GlassFish: artemis-plan.py DESCRIPTOR ENTRY PLAN

Takes a glassfish-ejb-jar.xml whose beans are on OpenMQ's adapter, puts them on the adapter artemis, and packs it under the
name ENTRY, which tells the server whose descriptor it stands in for. Standard library only.
"""
import re
import sys
import zipfile

descriptor, entry, plan = sys.argv[1:]
with open(descriptor, encoding="utf-8") as file:
    text = file.read()
ON_OPENMQ = re.compile(
    r"<resource-adapter-mid>jmsra</resource-adapter-mid>\s*(<activation-config>.*?</activation-config>)?", re.DOTALL)
ON_ARTEMIS = """<resource-adapter-mid>artemis</resource-adapter-mid>
        <activation-config>
          <activation-config-property>
            <activation-config-property-name>useJNDI</activation-config-property-name>
            <activation-config-property-value>false</activation-config-property-value>
          </activation-config-property>
          <activation-config-property>
            <activation-config-property-name>setupAttempts</activation-config-property-name>
            <activation-config-property-value>-1</activation-config-property-value>
          </activation-config-property>
        </activation-config>"""
text, beans = ON_OPENMQ.subn(ON_ARTEMIS, text)
if not beans:
    sys.exit(f"{descriptor}: no bean is on jmsra")
with zipfile.ZipFile(plan, "w") as archive:
    archive.writestr(entry, text)
