def log = new File(basedir, 'build.log').readLines()

assert log.contains('connected to true by nio backend')
def error = log.find { it.startsWith('error: ') }
def linux = System.getProperty('os.name') == 'Linux'
assert error.contains(linux ? 'Netty 4.2 is needed, 4.1.128 was found' : 'not Linux')
