import OpenInNewOutlined from '@mui/icons-material/OpenInNewOutlined';
import PictureAsPdfOutlined from '@mui/icons-material/PictureAsPdfOutlined';
import { Box, Button, Paper, Typography } from '@mui/material';
import { EmptyState } from '../shared/EmptyState';
import { documentUrl, type Report } from './report';

/** The PDF inside the page, where the browser can show one there. */
export function DocumentPreview({ report }: { report: Report }) {
  const url = documentUrl(report.report_id);
  return (
    <Paper variant="outlined" sx={{ overflow: 'hidden' }} data-testid="preview">
      {navigator.pdfViewerEnabled ? (
        // The browser's own viewer, without its list of pages: the frame is narrow.
        <Box component="iframe" src={`${url}#navpanes=0&view=FitH`} title={`Preview of ${report.title}`} sx={{ display: 'block', width: '100%', height: { xs: '70dvh', md: 'calc(100dvh - 220px)' }, minHeight: 420, border: 0 }} />
      ) : (
        <EmptyState icon={<PictureAsPdfOutlined />} title="This browser shows no PDF inside a page">
          <Typography variant="body2" sx={{ mb: 2 }}>
            Open it by itself, or download it.
          </Typography>
          <Button variant="outlined" startIcon={<OpenInNewOutlined />} href={url} target="_blank" rel="noopener">
            Open the PDF
          </Button>
        </EmptyState>
      )}
    </Paper>
  );
}
