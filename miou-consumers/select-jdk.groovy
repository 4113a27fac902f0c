// Tells the invoker which JDK the toolchains plugin has selected.

import org.apache.maven.toolchain.ToolchainManager

def jdk = session.container.lookup(ToolchainManager).getToolchainFromBuildContext('jdk', session)
project.properties['miou.jdk'] = new File(jdk.findTool('java')).parentFile.parent
