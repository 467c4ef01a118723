"""`keras-pggan report`, of the run that the tests trained."""


def test_a_page_is_written(command, run, data_file, tmp_path):
    out = tmp_path / "new" / "report.html"
    result = command("report", run, "--out", out, "--data", data_file)
    assert result.exit_code == 0, (result.exception, result.output)
    assert result.stdout.splitlines() == [f"{out} tells of {run}"]
    assert out.read_text().startswith("<!DOCTYPE html>")


def test_what_cannot_be_is_told_and_nothing_written(refused, run, tmp_path):
    out = tmp_path / "report.pdf"
    refused("report", run, "--out", out, says=f"{out}: a file name that ends in .html is expected")
    missing = tmp_path / "none.json"
    says = f"{missing}: there is no such file"
    refused("report", run, "--out", tmp_path / "r.html", "--evaluation", missing, says=says)
    refused("report", tmp_path / "none", "--out", tmp_path / "r.html", says="no such folder")
    assert list(tmp_path.iterdir()) == []
